"""What travels between field hosts and the province: records in their envelope, and tables that people bring."""
