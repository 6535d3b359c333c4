"""A made-up matchday of ten sports, told as a provider would tell it."""
