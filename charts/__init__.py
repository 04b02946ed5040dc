"""Tables to figures: Vega-Lite specifications built once per kind with Altair, data kept apart as named datasets."""
