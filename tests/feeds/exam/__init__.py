"""The guard's exam: recorded boards go the whole road, and what readers saw is held against the feed."""
