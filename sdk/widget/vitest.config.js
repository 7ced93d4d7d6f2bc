// Patient, because a browser and a server share the machine with whatever builds it.
export default { test: { testTimeout: 60_000, hookTimeout: 60_000 } };
