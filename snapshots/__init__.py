"""The store of snapshots: read, validate, compare, publish, roll back, verify."""
