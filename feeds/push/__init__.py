"""Reports that others send to us, signed: POST /api/v1/reports. docs/push.md is the contract."""
