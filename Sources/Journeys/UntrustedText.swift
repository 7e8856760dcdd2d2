// Text from a server.
import Measuring

extension String {
    /// An outside text in one line of limited length, in Unicode scalars: a single character may have any number of
    /// marks. Control characters become spaces, because they could control the
    /// terminal on which the report is read.
    func inOneLine(limit: Int) -> String {
        String(unicodeScalars.prefix(limit)).replacingControlCharacters { _ in " " }
    }
}
