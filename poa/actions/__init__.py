"""Writes, as verbs: each takes an actor and plain values, asks `policy.require`, records one event, never commits."""
