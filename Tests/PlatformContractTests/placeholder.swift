// PlatformContractTests
