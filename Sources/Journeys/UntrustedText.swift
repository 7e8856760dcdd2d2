// Words that a server chose.

extension String {
    /// A text from outside in one line of at most so many characters. Line breaks, control characters and invisible marks
    /// become spaces: they could drive the terminal of whoever reads the report.
    func inOneLine(limit: Int) -> String {
        var line = ""
        for character in prefix(limit) {
            let isShown = character.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
                default: true
                }
            }
            line.append(isShown ? character : " ")
        }
        return line
    }
}
