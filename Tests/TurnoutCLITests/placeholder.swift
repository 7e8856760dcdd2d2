// TurnoutCLITests
