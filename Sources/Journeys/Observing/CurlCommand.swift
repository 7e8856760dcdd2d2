// A command of curl that makes a request again.

/// A command of curl.
package struct CurlCommand: Hashable, Sendable {
    /// One option with its value.
    package struct Option: Hashable, Sendable {
        /// `-H`.
        package var name: String
        /// Its value; nil if it has none.
        package var value: MaskedText?

        init(_ name: String, _ value: MaskedText? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The URL.
    package var url: MaskedText
    /// The options, in order.
    package var options: [Option] = []
    /// What is written to its standard input; nil: nothing.
    package var input: MaskedText?
    /// What has to be put right by hand.
    package var notes: [String] = []

    /// The command in the words of a POSIX shell, line by line.
    package var lines: [String] {
        var lines = ["curl -i \(ShellText.word(url))"]
        lines += options.map { option in
            option.name + (option.value.map { " " + ShellText.word($0) } ?? "")
        }
        if let input { lines[0] = "\(ShellText.printing(input)) | \(lines[0])" }
        return lines
    }

    /// The variables that it uses, each once.
    package var variables: [HiddenValue] {
        var variables: [HiddenValue] = []
        for text in [url, input].compactMap({ $0 }) + options.compactMap(\.value) {
            for value in text.hidden where !variables.contains(value) { variables.append(value) }
        }
        return variables
    }
}
