import Measuring
import Testing

@testable import TurnoutCLI

struct ClockLimitTests {
    @Test(arguments: [
        (ClockLimit.standard, Int64?.some(10_000), true), (.standard, 10_001, false), (.standard, nil, false),
        (.atMost(.seconds(1)), 999_000, true), (.atMost(.seconds(1)), nil, false), (.any, nil, true),
        (.any, 60_000_000, true),
    ])
    func `is kept or refuses to start`(limit: ClockLimit, error: Int64?, isKept: Bool) throws {
        if isKept {
            try limit.check(error)
        } else {
            let problem = #expect(throws: Problem.self) { try limit.check(error) }
            #expect(problem?.kind == .execution && problem?.remedy?.hasSuffix("Nothing was sent.") == true)
        }
    }

    @Test(arguments: [
        ("10ms", ClockLimit.atMost(.milliseconds(10))), ("1.5s", .atMost(.milliseconds(1500))), ("any", .any),
    ])
    func `is a duration or any`(text: String, limit: ClockLimit) throws {
        #expect(try ClockLimit.parsed(text) == limit)
    }

    @Test(arguments: ["", "10", "-1ms", "0s", "all", "Any"]) func `nothing else is one`(text: String) {
        #expect(throws: (any Error).self) { try ClockLimit.parsed(text) }
    }
}
