"""What will travel between field hosts and the province: records in their envelope (`movement.records`), sealed."""
