import './age';
import './countdown';
import './deadline';
import './icon';
import './key';
import './number';
import './severity';
