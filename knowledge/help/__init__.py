"""A tenant's public help centre: what anybody, or one customer, may read of its knowledge."""
