// What takes long in a large body: parsing it as a page, and searching it with regular expressions.
import EventLoops
import Extracting

/// The XPaths and regular expressions of a step, in the order in which they are written.
struct BodySearch: Sendable {
    let paths: [XPath]
    let patterns: [Pattern]

    /// What was found, in the same order.
    struct Found: Sendable {
        var values: Result<[String?], HTMLFault>
        var groups: [Result<String?, PatternFault>]
    }

    /// The most bytes of a body that are searched on the loop: in the time that a larger one takes, others would wait for
    /// their next request.
    static let mostOnLoop = 16 * 1024

    /// Whether there is anything to search for.
    var isNeeded: Bool { !paths.isEmpty || !patterns.isEmpty }

    /// Searches a body on another thread.
    func foundElsewhere(in body: [UInt8], contentType: String?) async -> Found {
        await withTaskExecutorPreference(globalConcurrentExecutor) {
            await foundConcurrently(in: body, contentType: contentType)
        }
    }

    /// `@concurrent`, so that it leaves the loop for the preferred executor.
    @concurrent
    private func foundConcurrently(in body: [UInt8], contentType: String?) async -> Found {
        found(in: body, contentType: contentType)
    }

    /// Searches a body here.
    func found(in body: [UInt8], contentType: String?) -> Found {
        var found = Found(values: .success([]), groups: [])
        if !paths.isEmpty {
            do throws(HTMLFault) {
                found.values = .success(try HTMLPage.values(of: paths, in: body, contentType: contentType))
            } catch {
                found.values = .failure(error)
            }
        }
        if !patterns.isEmpty {
            let text = BodyText.decode(body, contentType: contentType)
            found.groups = patterns.map { pattern in
                Result { () throws(PatternFault) in try pattern.firstGroup(in: text) }
            }
        }
        return found
    }
}
