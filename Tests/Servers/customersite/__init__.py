"""A customer's site as Django builds it: what Turnout's `request` steps are tested against."""
