// The page's style sheet: colours from the table that the charts use, then the layout.

/// The report's CSS.
enum StyleSheet {
    /// Colours by the names that the layout uses.
    private static let named: [(name: String, paint: Paint)] = [
        ("paper", .paper), ("ink", .ink), ("muted", .muted), ("grid", .grid), ("run", .run), ("failed", .failed),
        ("baseline", .baseline), ("passed", .passed), ("invalid", .invalid),
    ]

    /// The whole style sheet.
    static let text = colours + String(decoding: PackageResources.report_css, as: UTF8.self) + ReadOut.styles + "\n"

    /// Variables for the layout, and the classes of `Paint.fill` and `Paint.stroke`. Dark paper is for screens only, so
    /// that a printed page stays light.
    private static var colours: String {
        let changing = Paint.all.filter { $0.style != nil && $0.dark != nil }
        func rules(_ colour: (Paint) -> String) -> String {
            changing.map { paint in
                let style = paint.style ?? ""
                return ".\(style)-fill { fill: \(colour(paint)) } .\(style)-stroke { stroke: \(colour(paint)) }\n"
            }.joined()
        }
        func variables(_ colour: (Paint) -> String) -> String {
            named.map { "--\($0.name): \(colour($0.paint))" }.joined(separator: "; ")
        }
        return """
            :root { color-scheme: light; \(variables(\.light)) }
            \(rules(\.light))@media screen and (prefers-color-scheme: dark) {
            :root { color-scheme: dark; \(variables { $0.dark ?? $0.light }) }
            \(rules { $0.dark ?? $0.light })}

            """
    }
}
