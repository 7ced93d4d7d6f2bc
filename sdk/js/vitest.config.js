// Patient, because tests against the server share the machine with whatever builds it.
export default { test: { testTimeout: 30_000 } };
