"""The staff desk's screens and its own process; the public process imports nothing from here."""
