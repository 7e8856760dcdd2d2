// The distributions of a run as an HdrHistogram log, version 1.3: what HdrHistogram's own tools plot, merge and compare.
package import Analysis
import FoundationEssentials
import Measuring

/// Formats the distributions of a run's steps as a `.hlog`: for each step one line with the response times of its
/// successes, `Tag=token.response`, and one with their service times, `Tag=token.service`. With several crowds the tag
/// begins with the crowd: `Tag=learners/token.response`.
///
/// Values are microseconds. The column `Interval_Max` is in milliseconds (a `maxValueUnitRatio` of 1,000).
package struct HistogramLog {
    private let results: RunResults

    /// Creates the log of a run.
    package init(_ results: RunResults) { self.results = results }

    /// The log, with a line feed at the end. A step without successes has no lines.
    package var text: String {
        let run = results.summary.run
        let start = Self.secondsSince1970(run.startedAt)
        var lines = [
            "#[Turnout \(Self.comment(run.version)): run \(Self.comment(run.id)), \(Self.comment(run.name))]",
            "#[Values are microseconds, Interval_Max is in milliseconds (maxValueUnitRatio 1000)]",
        ]
        if results.summary.areTimesOfGenerator {
            lines.append("#[INVALID: these times are the generator's, not the target's]")
        }
        lines += [
            "#[Histogram log format version 1.3]",
            "#[StartTime: \(start) (seconds since epoch), \(Self.comment(run.startedAt))]",
            "#[BaseTime: \(start) (seconds since epoch)]",
            #""StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram""#,
        ]
        let length = Figures.fixed(max(0, run.durationSeconds), digits: 3)
        for (tag, histogram) in tagged {
            guard let longest = histogram.maxMicroseconds else { continue }
            // As the histogram has it, whose values end at one hour.
            let shown = Double(min(longest, LatencyHistogram.longestMicroseconds)) / 1000
            let max = Figures.fixed(shown, digits: 3)
            lines.append("Tag=\(tag),0.000,\(length),\(max),\(HistogramEncoding.base64(histogram))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var tagged: [(tag: String, histogram: LatencyHistogram)] {
        let hasCrowds = results.summary.crowds.count > 1
        var seen: [String: Int] = [:]
        return zip(results.summary.steps, results.histograms.steps).flatMap { step, times in
            var name = (hasCrowds ? Self.tag(step.crowd) + "/" : "") + Self.tag(step.name)
            // Readers add lines of one tag.
            seen[name, default: 0] += 1
            if let count = seen[name], count > 1 { name += Self.tag(" (\(count))") }
            return [("\(name).response", times.response), ("\(name).service", times.service)]
        }
    }

    /// A name as part of a tag. The format ends a tag at a comma or a space, and has no way to quote them: these, line
    /// breaks, other control characters, `%`, `/` and quotation marks are percent-encoded, as in a URL.
    static func tag(_ name: String) -> String {
        var encoded = ""
        for scalar in name.unicodeScalars {
            let isPlain =
                !ControlCharacters.contains(scalar) && !scalar.properties.isWhitespace
                && !",%/\"#=".unicodeScalars.contains(scalar)
            if isPlain {
                encoded.unicodeScalars.append(scalar)
            } else {
                for byte in String(scalar).utf8 {
                    let digits = String(byte, radix: 16, uppercase: true)
                    encoded += "%" + (digits.count < 2 ? "0" : "") + digits
                }
            }
        }
        return encoded
    }

    /// A text within a comment, which ends with the line.
    private static func comment(_ text: String) -> String {
        text.replacingControlCharacters { _ in "\u{FFFD}" }.replacing("[", with: "(").replacing("]", with: ")")
    }

    /// A time of day in seconds since 1970; 0 if it is none.
    private static func secondsSince1970(_ text: String) -> String {
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let date = (try? fractional.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
        return Figures.fixed(date?.timeIntervalSince1970 ?? 0, digits: 3)
    }
}
