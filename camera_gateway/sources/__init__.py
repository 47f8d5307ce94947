"""Kinds of cameras, one small module each behind `base.Source`; `kinds` lists them.

This package imports no decoder by itself: the supervisor needs its addresses and limits, not eighty megabytes.
"""
