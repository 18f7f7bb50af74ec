"""What a store owes, as tests: subclass `StoreContract` with a store of one's own."""
