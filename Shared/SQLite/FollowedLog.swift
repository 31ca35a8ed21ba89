import CSQLite

/// How long the write-ahead log is after the last commit, in frames, as SQLite tells the connection that commits.
final class FollowedLog {
  var frames: Int?
}

extension Database {
  /// Whether a commit gives how long the log is then (`takeLogFrames`). From now on nothing is copied back from the log
  /// unless `checkpointWhatIsFree` or `checkpoint` asks for it: whoever reads the log has read it before it begins anew.
  public func followLog() {
    let log = FollowedLog()
    followedLog = log
    sqlite3_wal_hook(
      handle,
      { context, _, _, frames in
        if let context { Unmanaged<FollowedLog>.fromOpaque(context).takeUnretainedValue().frames = Int(frames) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(log).toOpaque())
  }

  /// How many frames the log has, where something was committed since the last call; nil where nothing was.
  public func takeLogFrames() -> Int? {
    defer { followedLog?.frames = nil }
    return followedLog?.frames
  }

  /// Copies back what no reader needs any more, without waiting for any.
  public func checkpointWhatIsFree() throws(SQLiteError) {
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw error(code, "checkpoint") }
  }
}
