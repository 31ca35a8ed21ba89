import Console

@main
struct Main {
  static func main() { Joinery.run(Array(CommandLine.arguments.dropFirst())) }
}
