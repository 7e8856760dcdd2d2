// How a request's phases are drawn: a colour and a pattern each, so that neither is the only key.
import Measuring

/// The look of a phase.
struct PhaseMark {
    /// What it is called in legends.
    let words: String
    /// The same for a column of a table.
    let head: String
    private let paint: Paint
    /// Lines or dots over the colour; nil for a plain area.
    private let pattern: StaticString?
    private let key: StaticString

    /// The look of one phase.
    init(_ phase: Phase) {
        switch phase {
        case .resolve:
            (words, head, paint) = ("looking up the name", "Lookup", Paint.heat[3])
            (pattern, key) = ("M1 1h2v2h-2z", "r")
        case .connect:
            (words, head, paint) = ("connecting", "Connect", Paint.heat[3])
            (pattern, key) = ("M-1 4l5-5M0 7l7-7M3 8l5-5", "c")
        case .tls:
            (words, head, paint) = ("TLS handshake", "TLS", Paint.heat[3])
            (pattern, key) = ("M3 0v6", "t")
        case .send:
            (words, head, paint) = ("sending", "Send", Paint.ink)
            (pattern, key) = (nil, "s")
        case .wait:
            (words, head, paint) = ("waiting for the answer", "Wait", Paint.run)
            (pattern, key) = (nil, "w")
        case .receive:
            (words, head, paint) = ("receiving", "Receive", Paint.heat[0])
            (pattern, key) = ("M0 3h6", "v")
        }
    }

    /// The fill of an area, where `definitions` of the figure stand on the same page.
    func fill(in figure: String) -> Markup {
        pattern == nil ? paint.fill : "fill=\"url(#\(figure)-\(Markup(stringLiteral: key)))\""
    }

    /// The patterns of all phases. Their names begin with the figure's, so that no two figures share them.
    static func definitions(in figure: String) -> Markup {
        let patterns = Phase.allCases.map { phase -> Markup in
            let mark = PhaseMark(phase)
            guard let pattern = mark.pattern else { return "" }
            return """
                <pattern id="\(figure)-\(Markup(stringLiteral: mark.key))" width="6" height="6" patternUnits="userSpaceOnUse">\
                <path d="M0 0h6v6h-6z" \(mark.paint.fill)/><path d="\(Markup(stringLiteral: pattern))" \
                fill="none" \(Paint.paper.stroke) stroke-width="1.5"/></pattern>
                """
        }
        return "<defs>\(patterns.joined())</defs>"
    }

    /// A legend in words, each behind its swatch. The definitions are in its first drawing.
    ///
    /// - Parameters:
    ///   - phases: those that occur.
    ///   - figure: the figure's id.
    ///   - others: further marks, 20 by 12, with their meanings.
    /// - Returns: The paragraph.
    static func legend(_ phases: [Phase], in figure: String, others: [(mark: Markup, words: String)] = []) -> Markup {
        let swatches = phases.map { phase -> (mark: Markup, words: String) in
            ("<path d=\"M0 0h20v12h-20z\" \(PhaseMark(phase).fill(in: figure))/>", PhaseMark(phase).words)
        }
        let items = (swatches + others).enumerated().map { place, item -> Markup in
            let definitions: Markup = place == 0 ? PhaseMark.definitions(in: figure) : ""
            return """
                <span><svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">\(definitions)\(item.mark)\
                </svg> \(item.words)</span>

                """
        }
        return "<p class=\"legend\">\(items.joined())</p>"
    }
}
