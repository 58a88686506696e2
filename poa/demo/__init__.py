"""The sample plan and its illustrative negotiation, as data, and what plays it."""
