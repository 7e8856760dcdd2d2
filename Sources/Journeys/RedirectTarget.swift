// Where an answer's Location leads, and how that is shown.
import Addresses
import Measuring
import Transport

extension Participant {
    /// The target of a redirect that answered a call.
    func redirected(to location: String, from call: Call) throws(Failure) -> WebURL.Reading {
        do throws(WebURL.Fault) {
            return .success(try call.request.destination.get().resolving(location))
        } catch {
            throw Failure(
                kind: .redirects, detail: "redirected to where no request can go: \(error.expectation) is needed")
        }
    }

    /// The target of a redirect without what may be a token in it: see `WebURL.shownTarget`. The scenario's own names of
    /// the room are known.
    func shownTarget(_ location: String, of call: Call) -> String {
        guard let target = try? call.request.url?.resolving(location) else { return "an invalid address" }
        let room = journey.provisionedRoom
        let known = [room.spaceID, room.roomID, room.roomAlias].compactMap { $0 }
        return hidingSecrets(in: target.shownTarget(known: Set(known)))
    }
}
