"""Data are refused where a licence forbids reuse, and only there."""

from dataclasses import dataclass

import pandas as pd
import pytest

from exports.licence import refused
from figures.context import Context
from tests.exports import views
from tests.exports.conftest import ranking


@dataclass
class Changed:
    """The published tables, with another licence for every dataset."""

    licence: str
    id: str = "2026-11-21"

    def table(self, name: str) -> pd.DataFrame:
        own = views.context().table(name)
        return own.assign(licence=self.licence) if name == "datasets" else own


@pytest.mark.parametrize("kind", views.KINDS)
def test_no_published_dataset_forbids_reuse(kind: str) -> None:
    assert refused(views.context(), views.figure(kind)) == ""


@pytest.mark.parametrize("licence", ["All rights reserved", "CC BY; no redistribution", "Reuse is not permitted"])
def test_a_licence_that_forbids_reuse_refuses_the_data_with_the_reason(licence: str) -> None:
    reason = refused(Context(Changed(licence), "en"), views.figure("ranking", "en"))
    assert licence in reason and "Provincial Digital Transformation Index" in reason and "picture" in reason
    assert "Không tải được" in refused(Context(Changed(licence), "vi"), views.figure("ranking", "vi"))


@pytest.mark.parametrize("licence", ["CC BY 4.0", "MIT", "official figures, no licence stated", "CC BY-ND 4.0", ""])
def test_other_licences_refuse_nothing(licence: str) -> None:
    assert refused(Context(Changed(licence), "en"), views.figure("ranking", "en")) == ""


def test_a_figure_without_datasets_is_not_refused() -> None:
    assert refused(Context(Changed("All rights reserved"), "en"), ranking(2)) == ""
