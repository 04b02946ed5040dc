"""Tables of a snapshot to Figures: computes, words, draws, names the sources. Screen and export call the same ones."""
