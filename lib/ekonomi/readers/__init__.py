"""Readers, one per format: bytes in, a frame that keeps its contract out, or a DataError saying why not."""
