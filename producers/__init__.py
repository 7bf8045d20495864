"""One package a legacy system: how its rows become events, and none of them is lost."""
