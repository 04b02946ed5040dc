"""Addresses of screens: one list, used by the menu, the links and the web server."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A screen: its address (a promise), its file under `pages/`, its title as a message id, its Material icon."""

    path: str
    file: str
    title: str
    icon: str


SCREENS = (
    Screen("", "overview.py", "Overview", ":material/dashboard:"),
    Screen("rankings", "rankings.py", "Rankings", ":material/format_list_numbered:"),
    Screen("gdp", "gdp.py", "GDP contribution", ":material/trending_up:"),
    Screen("map", "map.py", "Map", ":material/map:"),
    Screen("province", "province.py", "Province profile", ":material/location_city:"),
    Screen("ministry", "ministry.py", "Ministry profile", ":material/account_balance:"),
    Screen("tasks", "tasks.py", "Targets and tasks", ":material/task_alt:"),
    Screen("data", "data.py", "Data and method", ":material/database:"),
    Screen("revisions", "revisions.py", "Revisions", ":material/history:"),
)
PATHS = frozenset(screen.path for screen in SCREENS)
