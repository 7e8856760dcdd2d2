// JourneysTests
