// Makes fifty calls from the main thread of a Qt program, beside a timer that ticks every 5 ms, and prints
// for how long the timer was held up at most. A program with windows works in the same way.
//   TICKET0_API_KEY=t0_... event_loop_qt
// The key needs the scope tickets:read. This uses 50 of the 60 requests a minute.
#include <QCoreApplication>
#include <QTimer>

#include "fetching.hpp"
#include "run.hpp"

namespace {

void fetch(QCoreApplication& app) {  // it outlives the client: completions are posted to it
  const ticket0::Client client{ticket0::ClientOptions::from_env()};

  LongestGap gap;
  QTimer timer;
  timer.setTimerType(Qt::PreciseTimer);
  QObject::connect(&timer, &QTimer::timeout, [&gap] { gap.tick(); });
  timer.start(5);

  // [snippet event_loops_qt]
  const ticket0::Executor on_loop = [&app](std::function<void()> f) {
    QMetaObject::invokeMethod(&app, std::move(f), Qt::QueuedConnection);
  };
  // [end]
  const Fetching fetching{client, on_loop, [] { QCoreApplication::quit(); }};
  QCoreApplication::exec();
  fetching.print();
  gap.print();
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication app{argc, argv};
  return run([&app] { fetch(app); });
}
