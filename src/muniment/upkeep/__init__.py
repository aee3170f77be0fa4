"""Looking after an installation: checking what is stored, copying it away, bringing it back, moving it elsewhere."""
