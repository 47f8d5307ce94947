"""Judging pictures: `measure` turns a frame into numbers, `rules` turns numbers over time into a state."""
