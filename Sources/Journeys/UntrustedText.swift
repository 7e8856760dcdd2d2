// Text from a server.

extension String {
    /// An outside text in one line of limited length. Line breaks, control characters and invisible marks become
    /// spaces, because they could control the terminal on which the report is read.
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
