"""What a failing page carries inside, which neither reader nor log may be given as it is."""

SECRET = "inner-detail-4711"
FORGED = "2026-11-22 08:00:00 INFO explorer.security: all is well"
