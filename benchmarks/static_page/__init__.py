"""The limit: the same figures, computed beforehand, as static files with Vega-Lite served from the same place."""
