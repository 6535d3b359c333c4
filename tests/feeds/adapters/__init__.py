"""Adapters of recordings that belong to no service one can subscribe to: they read what the guard is examined with."""
