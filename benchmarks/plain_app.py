"""The same two figures as one plain Streamlit script in the usual style; only measured, never shown to readers."""

import json
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = max((ROOT / "data" / "snapshots").iterdir())


@st.cache_data
def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = pd.read_csv(SNAPSHOT / "observations.csv", dtype=str)
    names = pd.read_csv(SNAPSHOT / "entities.csv", dtype=str)[["id", "name_vi", "kind"]]
    editions = pd.read_csv(SNAPSHOT / "editions.csv", dtype=str)
    rows = rows.merge(names, left_on="entity", right_on="id")
    rows["value"] = pd.to_numeric(rows["value"])
    rows["rank"] = pd.to_numeric(rows["rank"])
    kept = (rows["dataset"] == "dti") & (rows["kind"] == "province")
    return rows[kept], editions[editions["dataset"] == "dti"]


@st.cache_data
def load_map() -> dict:
    return json.loads((ROOT / "geo" / "vn-provinces.topojson").read_text(encoding="utf-8"))


st.set_page_config(page_title="DTI", layout="wide")
page = st.query_params.get("page", "rankings")
rows, editions = load()
st.title("Map" if page == "map" else "Rankings")
left, right = st.columns(2)
order = editions.sort_values(["period", "boundary"], ascending=[False, True])["id"].tolist()
edition = left.selectbox("Edition", order)
here = rows[rows["edition"] == edition]
indicator = right.selectbox("Indicator", ["dti-overall", *sorted(set(here["indicator"]) - {"dti-overall"})])
table = here[here["indicator"] == indicator].sort_values(["rank", "value"], ascending=[True, False])
best = table.iloc[0]
st.markdown(f"**{best['name_vi']}: {best['value']:.4f}**")

if page == "map":
    boundary = f"p{table['boundary'].iloc[0]}"
    shapes = alt.InlineData(values=load_map(), format=alt.TopoDataFormat(feature=boundary, type="topojson"))
    chart = (
        alt.Chart(shapes).mark_geoshape(stroke="white", strokeWidth=0.7)
        .transform_lookup(lookup="id", from_=alt.LookupData(table, "entity", ["value", "name_vi", "rank"]))
        .encode(color=alt.Color("value:Q", bin=alt.Bin(maxbins=5), scale=alt.Scale(scheme="teals")),
                tooltip=["name_vi:N", "value:Q", "rank:Q"])
        .project("mercator").properties(height=640)
    )
else:
    base = alt.Chart(table).encode(y=alt.Y("name_vi:N", sort=None, title=None))
    mean = alt.Chart(pd.DataFrame({"mean": [table["value"].mean()]})).mark_rule(strokeDash=[3, 3]).encode(x="mean:Q")
    dots = base.mark_point(filled=True, size=70).encode(
        x=alt.X("value:Q", scale=alt.Scale(zero=False)), tooltip=["name_vi", "value", "rank"])
    places = base.mark_text(align="right", dx=-10).encode(x="value:Q", text="rank:Q")
    values = base.mark_text(align="left", dx=10).encode(x="value:Q", text=alt.Text("value:Q", format=".4f"))
    chart = (mean + dots + places + values).properties(height=22 * len(table))
st.altair_chart(chart, width="stretch")
with st.expander("Table"):
    st.dataframe(table[["rank", "name_vi", "value"]], hide_index=True)
st.caption(f"Snapshot {SNAPSHOT.name}")
