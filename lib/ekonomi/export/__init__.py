"""The doors out: what a run writes."""
