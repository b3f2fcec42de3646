"""A real Dovecot on loopback for the tests of this folder; reads and writes nothing outside its own folder."""

import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HOST = "127.0.0.1"
USER, PASSWORD = "servicepunt@voorbeeld.test", "geheim"
CAPABILITIES = {
    "full": "",
    # What Exchange Online announces, roughly; and a server that has nothing.
    "exchange": "IMAP4rev1 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    "bare": "IMAP4rev1",
}


def found() -> bool:
    """Tell whether Dovecot is on this machine."""
    return bool(_program("dovecot"))


def _program(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin") or ""


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Dovecot:
    """One server with one mailbox, for as long as the `with` lasts."""

    def __init__(self, profile: str = "full") -> None:
        self.profile = profile
        self.imap_port, self.lmtp_port = free_port(), free_port()

    def __enter__(self) -> "Dovecot":
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._configure()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, and wait until it listens."""
        self._process = subprocess.Popen(
            [_program("dovecot"), "-F", "-c", str(self.folder / "dovecot.conf")], stdin=subprocess.DEVNULL
        )
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with socket.socket() as probe:
                if not probe.connect_ex((HOST, self.imap_port)) and self._lmtp_listens():
                    return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "dovecot.log").read_text()[-2000:])

    def _lmtp_listens(self) -> bool:
        with socket.socket() as probe:
            return not probe.connect_ex((HOST, self.lmtp_port))

    def stop(self) -> None:
        """Stop the server and what it started."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def deliver(self, raw: bytes) -> None:
        """Put a letter in the mailbox."""
        self.deliver_all([raw])

    def deliver_all(self, letters: list[bytes]) -> None:
        """Put letters in the mailbox, over one connection."""
        with smtplib.LMTP(HOST, self.lmtp_port) as line:
            for raw in letters:
                line.sendmail("burger@elders.test", [USER], raw)

    def admin(self, *words: str) -> str:
        """Run doveadm and return what it says."""
        command = [_program("doveadm"), "-c", str(self.folder / "dovecot.conf"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def count(self, folder: str = "INBOX") -> int:
        """Return how many letters a folder holds."""
        return int(self.admin("mailbox", "status", "-u", USER, "messages", folder).rpartition("=")[2])

    def renumber(self) -> None:
        """Give INBOX a new UIDVALIDITY, as a restored mailbox has."""
        self.admin("mailbox", "update", "-u", USER, "--uid-validity", str(int(time.time()) + 7), "INBOX")

    def _configure(self) -> None:
        folder, is_root = self.folder, os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid())
        owner = pwd.getpwnam("nobody") if is_root else me
        inner, login = ("dovecot", "dovenull") if is_root else (me.pw_name, me.pw_name)
        mail = folder / "mail"
        mail.mkdir()
        if is_root:
            folder.chmod(0o755)
            os.chown(mail, owner.pw_uid, owner.pw_gid)
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}:{owner.pw_uid}:{owner.pw_gid}::{mail}/u::\n")
        said = CAPABILITIES[self.profile]
        (folder / "dovecot.conf").write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = {HOST}
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
last_valid_uid = 0
default_internal_user = {inner}
default_login_user = {login}
disable_plaintext_auth = no
auth_mechanisms = plain login
ssl = no
mail_max_userip_connections = 100
{f"imap_capability = {said}" if said else ""}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap_port}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = {HOST}
    port = {self.lmtp_port}
  }}
}}
protocol lmtp {{
  auth_username_format = %Lu
}}
""")
