"""Speed, measured as a ratio to the raw limit of the same machine in the same run. Never part of a timed test."""
