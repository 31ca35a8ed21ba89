import ConsoleKit
import Glibc

/// The mark that one `joinery up` runs on a data folder; the kernel takes it back when the process ends.
struct OwnedFolder: ~Copyable {
  private let descriptor: Int32

  /// Makes the folder where it is missing. Throws where another `up` has it.
  init(_ folder: String) throws(Failure) {
    try Folder.make(folder)
    let opened = open("\(folder)/up.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw Failure("\(folder)/up.lock cannot be written: \(String(cString: strerror(errno)))") }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 16)
      let count = max(0, pread(opened, &text, text.count, 0))
      close(opened)
      throw Failure(
        "another 'joinery up' (process \(String(decoding: text.prefix(count), as: UTF8.self))) uses \(folder); stop it, "
          + "or give another folder with --data and other ports with --port-base and --broker-port")
    }
    let process = Array(String(getpid()).utf8)
    ftruncate(opened, 0)
    pwrite(opened, process, process.count, 0)
    descriptor = opened
  }

  deinit { close(descriptor) }
}
