"""The steps from each version of the tables to the next, in versions/; run by `tracker.store.schema`."""
