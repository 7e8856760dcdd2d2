// The options of `turnout run` with which several processes share a run, or a run starts at an agreed time.
import ArgumentParser
import EventLoops
import Measuring
import Scenarios

/// How a run is shared, and when it starts.
struct ShardArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run part I of N of the participants; needs --out, a folder that all shards see. See docs/shards.md.",
            valueName: "i/n"))
    var shard: ShardArgument?

    @Option(
        help: ArgumentHelp(
            "T0, when the journeys begin: a time such as 2026-11-24T09:00:00Z, or a delay from now such as +30s.",
            valueName: "time"),
        transform: StartArgument.parsed)
    var startAt: StartArgument?

    @Option(
        help: ArgumentHelp("Use what `turnout prepare` has set up, and set up nothing.", valueName: "file"))
    var prepared: String?

    @Option(
        help: ArgumentHelp(
            "With --shard: refuse to start if this machine's clock can be further from UTC (default: 10ms), or if that is "
                + "unknown; 'any' accepts every clock.", valueName: "duration"),
        transform: ClockLimit.parsed)
    var maxClockError: ClockLimit?

    func validate() throws {
        if let prepared, prepared.isEmpty {
            throw ValidationError("The value '' is invalid for '--prepared <file>': name the file.")
        }
        guard let shard = shard?.shard else {
            guard maxClockError == nil else {
                throw ValidationError("'--max-clock-error' needs '--shard <i/n>': one process has one clock.")
            }
            return
        }
        guard shard.number > 1 || startAt != nil || prepared != nil else {
            throw ValidationError("'--shard 1/\(shard.count)' needs '--start-at <time>', by which all shards start.")
        }
    }

    /// Refuses a shard whose clock is not good enough for an agreed T0.
    /// - Throws: why it is not; exit code 1.
    func checkClock() throws(Problem) {
        guard let shard = shard?.shard, shard.count > 1 else { return }
        try (maxClockError ?? .standard).check(WallClock.errorMicroseconds)
    }
}

/// A shard: `2/3`.
struct ShardArgument: ExpressibleByArgument {
    var shard: Shard

    init?(argument: String) {
        guard let match = argument.wholeMatch(of: /(\d{1,5})\/(\d{1,5})/), let number = Int(match.output.1),
            let count = Int(match.output.2), (1...Shard.most).contains(count), (1...count).contains(number)
        else { return nil }
        shard = Shard(number: number, of: count)
    }
}

/// When a run starts: an instant with its offset from UTC, or a delay.
enum StartArgument: Equatable {
    case instant(UTCInstant)
    case delay(Duration)

    /// - Throws: what to write instead; the parser names the value and the option before it.
    static func parsed(_ text: String) throws -> StartArgument {
        guard let start = StartArgument(text) else {
            throw ValidationError(
                "write a time with its offset from UTC, such as 2026-11-24T19:00:00+01:00, or a delay with its unit, such "
                    + "as +30s.")
        }
        return start
    }

    private init?(_ argument: String) {
        if argument.hasPrefix("+") {
            guard let delay = DurationText.parse(String(argument.dropFirst())) else { return nil }
            self = .delay(delay)
        } else {
            // RFC 3339: without an offset, every machine could mean another instant.
            guard argument.contains(/([Zz]|[+-]\d\d:\d\d)$/), let instant = UTCInstant(argument) else { return nil }
            self = .instant(instant)
        }
    }

    /// The instant, for a command that began at `now`.
    func instant(from now: UTCInstant) -> UTCInstant {
        switch self {
        case .instant(let instant): instant
        case .delay(let delay):
            // Whole milliseconds, as it is shown and stored.
            UTCInstant(microseconds: (now.microseconds + delay.wholeNanoseconds / 1000) / 1000 * 1000)
        }
    }
}
