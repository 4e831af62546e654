"""Background work that survives a crash: DBOS workflows whose inputs are ids, never content."""
