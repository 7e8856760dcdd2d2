// The release as sentences.
package import Analysis
import Measuring

/// How simultaneous a release was, in words.
package enum ReleaseWords {
    /// Which release it is, if there are several or several crowds: `before token`, `of learners before token`.
    ///
    /// - Parameters:
    ///   - release: the release.
    ///   - summary: the results that it is part of.
    ///   - name: how a name is written.
    /// - Returns: The words; nil for the only release of the only crowd.
    static func which(
        _ release: Summary.Release, in summary: Summary, name: (String) -> String = { $0 }
    ) -> String? {
        guard summary.releases.count > 1 || summary.crowds.count > 1 else { return nil }
        let crowd = summary.crowds.count > 1 ? release.crowd : nil
        return (crowd.map { "of \(name($0)) " } ?? "") + "before \(name(release.gate))"
    }

    /// For example `All 500 sent their first request within 82.0 ms (half within 33.4 ms), the first 0.82 ms after the
    /// release.`
    ///
    /// Of partial results only what was written down is known: a request without an answer is not, though it was sent.
    package static func sentence(_ release: Summary.Release, isPartial: Bool = false) -> String {
        guard let spread = release.spreadMs else {
            if release.waiting == 1 {
                return "The only one who waited " + (isPartial ? "has no recorded request." : "sent no request.")
            }
            let waited = "\(Figures.count(release.waiting)) waited; "
            if !release.unprimed.isEmpty { return waited + "no request went with the release." }
            if release.waiting == 1 {
                return waited + (isPartial ? "no request was recorded." : "no request was sent.")
            }
            return waited + (isPartial ? "none of their first requests was recorded." : "none of them sent a request.")
        }
        let delay = release.delayMs.map { "\(Figures.milliseconds($0)) after the release" }
        if release.sent == 1, release.waiting <= 1 {
            return "The only one sent the first request" + (delay.map { " \($0)." } ?? ".")
        }
        if release.sent == 1 {
            return "1 of the \(Figures.count(release.waiting)) who waited "
                + (isPartial ? "is known to have sent" : "sent") + " a first request"
                + (delay.map { ", \($0)." } ?? ".")
        }
        let who =
            release.sent >= release.waiting
            ? "All \(Figures.count(release.sent))"
            : "\(Figures.count(release.sent)) of the \(Figures.count(release.waiting)) who waited"
        let deed = isPartial && release.sent < release.waiting ? "are known to have sent" : "sent"
        let what = release.kind == .primed ? "the last byte of their first request" : "their first request"
        var sentence = "\(who) \(deed) \(what) within \(of(spread))"
        if let delay { sentence += ", the first \(delay)" }
        return sentence + "."
    }

    /// The same with the kind of release before it: `Cold: all 500 sent their first request within …`
    static func certificate(_ release: Summary.Release, isPartial: Bool = false) -> String {
        let sentence = sentence(release, isPartial: isPartial)
        guard let kind = kind(release), release.spreadMs != nil else { return sentence }
        return kind.prefix(1).uppercased() + kind.dropFirst() + ": " + sentence.prefix(1).lowercased()
            + sentence.dropFirst()
    }

    /// `cold`, `primed`, or how many were primed if not all were; nil if nobody sent anything.
    static func kind(_ release: Summary.Release) -> String? {
        guard release.kind == .primed, release.primedCount < release.waiting else { return release.kind?.rawValue }
        let waiting = Figures.count(release.waiting)
        return release.primedCount == 0
            ? "not primed, for none of \(waiting)"
            : "partly primed, for \(Figures.count(release.primedCount)) of \(waiting)"
    }

    /// What a primed crowd had done before the release; nil of any other, and if nobody was primed.
    static func preparation(_ release: Summary.Release) -> String? {
        guard release.primedCount > 0 else { return nil }
        let who = release.primedCount < release.waiting ? "Of those who were primed all" : "All"
        return "\(who) else had gone out before it"
            + (release.primingMs.map { ", which took \(Figures.milliseconds($0))." } ?? ".")
    }

    /// Who was not primed before a primed gate, and why; nil if everybody was.
    static func unprimed(_ release: Summary.Release) -> String? {
        let count = release.unprimed.reduce(0) { $0 + $1.participants.count }
        guard count > 0 else { return nil }
        let causes = release.unprimed.map { each in
            let shown = each.participants.prefix(3).joined(separator: ", ")
            let more = each.participants.count > 3 ? ", …" : ""
            return "\(Figures.count(each.participants.count)) \(words(each.cause)) (\(shown)\(more))"
        }
        return "\(Figures.counted(count, "person was", "people were")) released unprimed: "
            + causes.joined(separator: "; ") + "."
    }

    private static func words(_ cause: UnprimedCause) -> String {
        switch cause {
        case .answered: "answered by the server before the last byte"
        case .closed: "cut off by the server before the last byte"
        case .failed: "failed before that"
        case .late: "not ready when the time to hold was over"
        case .bodiless: "without a body to hold back"
        case .limited: "held back by `max-requests`"
        }
    }

    /// Everything about a release but how simultaneous it was.
    static func notes(_ release: Summary.Release, in summary: Summary) -> [String] {
        [uncertainty(summary), preparation(release), unprimed(release), stragglers(release)].compactMap { $0 }
    }

    /// By how much the clocks of shards leave a spread uncertain, which is over all of them; nil in a whole run, and if it is
    /// less than a millisecond.
    static func uncertainty(_ summary: Summary) -> String? {
        guard let merge = summary.merge, merge.shards.count > 1 else { return nil }
        guard let error = merge.clockErrorMs else {
            return "By how much the shards’ clocks leave this uncertain is unknown."
        }
        return error < 1 ? nil : "The shards’ clocks leave this uncertain by up to \(Figures.milliseconds(error))."
    }

    /// How far apart the connections were opened; nil if none was, or if one alone has no distance to anyone.
    static func connections(_ release: Summary.Release) -> String? {
        guard let connects = release.connectSpreadMs, release.sent > 1 else { return nil }
        // Requests and connections are each counted from their own first.
        let half = "(half within \(Figures.milliseconds(connects.p50)))"
        return "The last connected \(Figures.milliseconds(connects.max)) after the first \(half)."
    }

    /// Who came after the gate had opened; nil if nobody did.
    static func stragglers(_ release: Summary.Release) -> String? {
        guard !release.stragglers.isEmpty else { return nil }
        let shown = release.stragglers.prefix(3).joined(separator: ", ")
        let more = release.stragglers.count > 3 ? ", …" : ""
        let came = Figures.counted(release.stragglers.count, "person", "people")
        let are = release.stragglers.count == 1 ? "is" : "are"
        return "\(came) came later and \(are) not counted here: \(shown)\(more)."
    }

    static func of(_ spread: Summary.Spread) -> String {
        "\(Figures.milliseconds(spread.max)) (half within \(Figures.milliseconds(spread.p50)))"
    }
}
