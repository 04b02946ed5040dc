"""The explorer, a static page and a plain Streamlit script, measured in one run on one machine: `python -m benchmarks`."""
