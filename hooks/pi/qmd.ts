// qmd hook: for Pi. `qmd hook install pi` puts this file here, `qmd hook remove pi` takes it away.
//
// Before the agent starts on a message, qmd is asked what to read first. It is ended after 150 ms, and says nothing when
// nothing fits; whatever goes wrong here, the agent goes on as if this file were not there.
import { spawn } from "node:child_process";

const QMD = "qmd";

function ask(turn: unknown): Promise<any> {
  return new Promise((resolve) => {
    const child = spawn(QMD, ["hook", "pi"], { stdio: ["pipe", "pipe", "ignore"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), 500);
    let answer = "";
    const end = () => {
      clearTimeout(timer);
      try {
        resolve(answer ? JSON.parse(answer) : undefined);
      } catch {
        resolve(undefined);
      }
    };
    child.on("error", end);
    child.on("close", end);
    child.stdin.on("error", () => {});
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => (answer += text));
    child.stdin.end(JSON.stringify(turn));
  });
}

export default function (pi: any) {
  pi.on("before_agent_start", (event: any, context: any) =>
    ask({
      prompt: event.prompt,
      cwd: context?.cwd ?? process.cwd(),
      session: context?.sessionManager?.getSessionId?.(),
    }),
  );
}
