"""One poller per provider: it holds the lease, asks for what is due within the budget, and hands it to ingest."""

from __future__ import annotations

from feeds.polling.budget import Budget, BudgetSpentError
from feeds.polling.poller import Poller

__all__ = ["Budget", "BudgetSpentError", "Poller"]
