"""Publishing under kills, faults, races and crashes, thousands of times; with controls that have to break."""
