"""Which value on a page is which fact, as it was learned from labelled documents."""
