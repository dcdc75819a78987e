"""Generator of the example nämnd: synthetic vouchers, budget and forecasts that add up to a published report."""
