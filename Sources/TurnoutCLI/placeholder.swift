// TurnoutCLI
